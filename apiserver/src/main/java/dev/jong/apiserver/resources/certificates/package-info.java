/// Resources of the certificates group.
@NullMarked
package dev.jong.apiserver.resources.certificates;

import org.jspecify.annotations.NullMarked;
