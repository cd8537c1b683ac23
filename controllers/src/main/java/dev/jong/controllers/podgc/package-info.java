/// Removes Pods that nobody else will: of nodes that are gone, never placed, finished long ago.
@NullMarked
package dev.jong.controllers.podgc;

import org.jspecify.annotations.NullMarked;
