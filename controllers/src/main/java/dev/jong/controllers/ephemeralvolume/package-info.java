/// Creates the claims of ephemeral volumes.
@NullMarked
package dev.jong.controllers.ephemeralvolume;

import org.jspecify.annotations.NullMarked;
