/// Tokens by which new nodes join: signs what they read first, and forgets those that are over.
@NullMarked
package dev.jong.controllers.bootstrap;

import org.jspecify.annotations.NullMarked;
