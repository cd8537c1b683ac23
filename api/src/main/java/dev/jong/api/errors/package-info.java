/// What went wrong, in the words and codes that clients match on.
@NullMarked
package dev.jong.api.errors;

import org.jspecify.annotations.NullMarked;
