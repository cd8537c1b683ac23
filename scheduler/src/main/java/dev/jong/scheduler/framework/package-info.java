/// The extension points and what passes between them.
@NullMarked
package dev.jong.scheduler.framework;

import org.jspecify.annotations.NullMarked;
