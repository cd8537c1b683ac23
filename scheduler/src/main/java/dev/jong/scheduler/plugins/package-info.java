/// One class per rule of placement.
@NullMarked
package dev.jong.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
