/// Fills ClusterRoles that are made up of others.
@NullMarked
package dev.jong.controllers.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
