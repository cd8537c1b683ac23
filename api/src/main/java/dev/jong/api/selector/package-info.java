/// Label and field selectors, as query parameters and as API objects.
@NullMarked
package dev.jong.api.selector;

import org.jspecify.annotations.NullMarked;
