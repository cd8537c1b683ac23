/// Pure questions about API objects that more than one part of Jong asks.
@NullMarked
package dev.jong.api.rules;

import org.jspecify.annotations.NullMarked;
