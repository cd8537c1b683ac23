/// Objects, codecs, schemas, names, quantities, selectors, and the pure rules that more than one
/// part asks.
@NullMarked
package dev.jong.api;

import org.jspecify.annotations.NullMarked;
