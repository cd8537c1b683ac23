/// Custom objects held against the OpenAPI schemas of their definitions.
@NullMarked
package dev.jong.apiserver.custom.value;

import org.jspecify.annotations.NullMarked;
