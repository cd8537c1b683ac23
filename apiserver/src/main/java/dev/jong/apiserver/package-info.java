/// Serves the API on a store.
@NullMarked
package dev.jong.apiserver;

import org.jspecify.annotations.NullMarked;
