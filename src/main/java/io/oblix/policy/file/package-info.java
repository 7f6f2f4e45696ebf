/** Policy files: load, check, try, swap. */
package io.oblix.policy.file;
