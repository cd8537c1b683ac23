/// The three ways in which a client may change part of an object: JSON patch, merge patch,
/// strategic merge patch.
@NullMarked
package dev.jong.api.patch;

import org.jspecify.annotations.NullMarked;
