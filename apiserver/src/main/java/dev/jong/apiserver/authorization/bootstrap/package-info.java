/// The roles and bindings that every cluster begins with, and their upkeep.
@NullMarked
package dev.jong.apiserver.authorization.bootstrap;

import org.jspecify.annotations.NullMarked;
