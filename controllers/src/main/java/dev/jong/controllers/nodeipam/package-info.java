/// Shares the cluster's Pod addresses out to nodes.
@NullMarked
package dev.jong.controllers.nodeipam;

import org.jspecify.annotations.NullMarked;
