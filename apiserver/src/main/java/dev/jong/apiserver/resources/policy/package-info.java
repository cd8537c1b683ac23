/// Resources of the policy group.
@NullMarked
package dev.jong.apiserver.resources.policy;

import org.jspecify.annotations.NullMarked;
