/// Subresources that take an object of another kind: binding and eviction.
@NullMarked
package dev.jong.apiserver.action;

import org.jspecify.annotations.NullMarked;
