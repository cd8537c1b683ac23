/// Queue, cycle, framework, plugins.
@NullMarked
package dev.jong.scheduler;

import org.jspecify.annotations.NullMarked;
