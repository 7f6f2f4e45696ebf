/** The words of a conversation: a request, the events of its answer, who gave it and what it cost. No I/O, and no API's format. */
package io.oblix.chat;
