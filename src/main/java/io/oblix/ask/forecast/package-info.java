/** What an answer may be expected to take and cost, and the loading of cold models ahead of need. */
package io.oblix.ask.forecast;
