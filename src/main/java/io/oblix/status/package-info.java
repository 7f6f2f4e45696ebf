/**
 * What the server reports about itself: its health ({@code HealthRoutes} gathers, {@code HealthJson} writes), the models
 * that clients may ask for ({@code ModelsRoutes}), and where a request would go and why ({@code ExplainRoutes}).
 */
package io.oblix.status;
