/** What the server tells about itself: health, models, routing decisions. */
package io.oblix.status;
