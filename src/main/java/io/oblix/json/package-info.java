/** Reading and writing JSON. */
package io.oblix.json;
