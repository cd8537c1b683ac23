/// Pods as the controllers that own them see them: their state, their order of deletion, who claims
/// them.
@NullMarked
package dev.jong.controllers.pod;

import org.jspecify.annotations.NullMarked;
