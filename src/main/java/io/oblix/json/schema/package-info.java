/** JSON schemas as clients write them: their form, and older drafts brought to the one that providers read. */
package io.oblix.json.schema;
