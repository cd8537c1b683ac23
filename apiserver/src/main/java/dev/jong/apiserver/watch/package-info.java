/// The objects of a resource in memory, and what happened to them lately.
@NullMarked
package dev.jong.apiserver.watch;

import org.jspecify.annotations.NullMarked;
