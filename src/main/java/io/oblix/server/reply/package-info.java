/** What each reply carries: our headers, the headers and the body of an error, the framing of event streams. */
package io.oblix.server.reply;
