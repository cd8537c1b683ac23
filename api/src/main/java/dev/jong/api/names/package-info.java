/// Which names, keys, labels and paths the API accepts, with upstream's messages.
@NullMarked
package dev.jong.api.names;

import org.jspecify.annotations.NullMarked;
