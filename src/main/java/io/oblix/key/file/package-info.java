/**
 * The file of keys: {@link io.oblix.key.file.KeysFile} reads it, {@link io.oblix.key.file.KeysWatch} follows it while the
 * server runs, and {@link io.oblix.key.file.KeysText} edits it without touching what a person wrote around an entry.
 */
package io.oblix.key.file;
