/// Resources of the resource group.
@NullMarked
package dev.jong.apiserver.resources.resource;

import org.jspecify.annotations.NullMarked;
