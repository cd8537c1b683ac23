/// Server-side apply: who owns which field, and what an applied configuration makes of an object
/// (KEP-555).
@NullMarked
package dev.jong.api.apply;

import org.jspecify.annotations.NullMarked;
