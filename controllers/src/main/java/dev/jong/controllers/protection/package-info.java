/// Keeps volumes and claims from going while they are in use.
@NullMarked
package dev.jong.controllers.protection;

import org.jspecify.annotations.NullMarked;
