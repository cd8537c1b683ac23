/// Evicts Pods from nodes whose taints they do not bear, or not for long.
@NullMarked
package dev.jong.controllers.tainteviction;

import org.jspecify.annotations.NullMarked;
