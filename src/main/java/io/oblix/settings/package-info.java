/** From flags, environment and properties file to typed, checked settings. */
package io.oblix.settings;
