/**
 * The page for people at {@code /}: what it shows as it happens ({@code Feed}), what it asks for ({@code DashboardRoutes}),
 * and the files that it is made of ({@code Assets}).
 */
package io.oblix.dashboard;
