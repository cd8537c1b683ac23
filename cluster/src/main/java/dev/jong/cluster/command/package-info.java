/// The `jong` commands, one class each.
@NullMarked
package dev.jong.cluster.command;

import org.jspecify.annotations.NullMarked;
