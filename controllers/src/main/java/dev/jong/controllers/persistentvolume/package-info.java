/// Binds volumes and claims to each other, and takes volumes back.
@NullMarked
package dev.jong.controllers.persistentvolume;

import org.jspecify.annotations.NullMarked;
