/// Resources of the autoscaling group.
@NullMarked
package dev.jong.apiserver.resources.autoscaling;

import org.jspecify.annotations.NullMarked;
