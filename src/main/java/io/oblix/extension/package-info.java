/**
 * The operator's own Camel code: trusted, and different from {@code routes/}, which is a sandbox for deciding.
 *
 * <p>Read {@link io.oblix.extension.Extensions} first: it loads {@code extensions/*.camel.yaml} at the start and knows
 * which hooks they define. {@link io.oblix.extension.AnswerRoutes} puts these on a request's way; {@link
 * io.oblix.extension.Hook} runs one within its time limit, and {@link io.oblix.extension.AnswerReport} is what the hook
 * after the answer gets.
 */
package io.oblix.extension;
