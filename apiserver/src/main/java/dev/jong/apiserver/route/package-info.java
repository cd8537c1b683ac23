/// From a request to the verb that answers it.
@NullMarked
package dev.jong.apiserver.route;

import org.jspecify.annotations.NullMarked;
