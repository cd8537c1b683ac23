/// Has volumes made larger.
@NullMarked
package dev.jong.controllers.volumeexpand;

import org.jspecify.annotations.NullMarked;
