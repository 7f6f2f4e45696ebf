/**
 * Reading and writing JSON: {@link io.oblix.json.Json} is the mapper for all, {@link io.oblix.json.JsonType} checks the
 * types of fields, {@link io.oblix.json.RawJson} and {@link io.oblix.json.TopLevelFields} pass bytes on without a tree.
 */
package io.oblix.json;
