"""The stage and what stands on it: meshes, bodies, kit, cameras and ink."""
