/// Resources of the flowcontrol group.
@NullMarked
package dev.jong.apiserver.resources.flowcontrol;

import org.jspecify.annotations.NullMarked;
