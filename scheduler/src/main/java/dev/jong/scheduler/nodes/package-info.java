/// What the scheduler knows of nodes and their Pods, in columns.
@NullMarked
package dev.jong.scheduler.nodes;

import org.jspecify.annotations.NullMarked;
