/// Deployments roll their ReplicaSets from one template to the next.
@NullMarked
package dev.jong.controllers.deployment;

import org.jspecify.annotations.NullMarked;
