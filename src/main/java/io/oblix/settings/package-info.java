/**
 * From text to typed settings. {@link io.oblix.settings.SettingsSource} collects flags, environment and files,
 * {@link io.oblix.settings.SettingsReader} turns text into values within their ranges, and each record of settings reads
 * itself. To add a setting: a line in {@code application.properties}, which is the list of all known names, and a
 * component of the record that it belongs to.
 */
package io.oblix.settings;
