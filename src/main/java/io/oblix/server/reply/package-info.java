/** What replies share: our headers, the headers and the body of an error, the framing of event streams, ids. */
package io.oblix.server.reply;
