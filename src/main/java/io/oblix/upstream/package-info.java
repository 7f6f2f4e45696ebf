/**
 * HTTP out. {@link io.oblix.upstream.UpstreamClient} sends an {@link io.oblix.upstream.UpstreamRequest} and returns an
 * {@link io.oblix.upstream.UpstreamCall}: the event loop writes into its {@code Mailbox}, the request's thread reads, and
 * either can end it at any time. {@link io.oblix.upstream.EventStreamParser} and {@link io.oblix.upstream.LineParser}
 * split streams into events; {@link io.oblix.upstream.ProbeClient} asks small questions in the background.
 */
package io.oblix.upstream;
