/// Deletes Jobs some time after they finished.
@NullMarked
package dev.jong.controllers.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
