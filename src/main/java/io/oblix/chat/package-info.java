/** The front door: a request in, an answer or an event stream out, errors in OpenAI's shape, our headers. */
package io.oblix.chat;
