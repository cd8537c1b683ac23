/// Which Pod is tried next, and when.
@NullMarked
package dev.jong.scheduler.queue;

import org.jspecify.annotations.NullMarked;
