/// JSON as Kubernetes reads and writes it: a token interface over bytes and over trees, and the
/// codecs between tokens and objects.
@NullMarked
package dev.jong.api.json;

import org.jspecify.annotations.NullMarked;
