/// YAML in and out of JSON trees, with Go's reading of plain scalars.
@NullMarked
package dev.jong.api.yaml;

import org.jspecify.annotations.NullMarked;
