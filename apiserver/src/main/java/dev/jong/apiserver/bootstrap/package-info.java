/// The objects that every cluster has from its first moment on.
@NullMarked
package dev.jong.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
