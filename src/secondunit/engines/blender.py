"""Cycles and Freestyle pictures of a stage, made by Blender as a Python module (`bpy` 5.0).

`bpy` is GPL-3.0-or-later: this engine runs only in a process and an environment of its own (see
`environments`), started with nothing but this package's standard-library parts, and never in ours. It
renders on the CPU with Cycles; the OpenGL engines abort the whole process on machines without a display.

Reads role `stage` (USD with /Shot/Set, /Shot/Cast, /Shot/Camera, /Shot/Lights; metres, Z up). Writes
`panel` (8-bit sRGB PNG), `depth` (EXR, metres along the camera axis, infinite for the sky), `normal` (EXR,
camera space, x right, y up, z to the camera, 0 for the sky) and `id` (EXR, 1.. in the alphabetic order of the
mesh paths, 0 for the sky; the importer does not keep the file's order, so the numbers are not the ink
engine's). At edges, depth and normal are means over the samples of a pixel. Repeats within a tolerance: the
sampling is seeded, but processors and builds differ in the last digits.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError, NoCapableEngine, OutputInvalid, Unavailable
from secondunit.engines.api import Output, Work

Bpy = Any  # the module and its objects: bpy comes without types

LARGEST = 8192  # pixels on a side
PASSES = {"depth": ("FLOAT", "BW"), "normal": ("RGBA", "RGB"), "id": ("FLOAT", "BW")}  # socket, channels


@dataclass(frozen=True, slots=True)
class Look:
    """What a render is asked for. `tones` are radiances of the sun and the sky, `line` is in pixels."""

    width: int = 960
    height: int = 540
    samples: int = 4
    line: float = 1.6
    freestyle: bool = True
    sun: float = 2.5
    sky: float = 1.3

    @classmethod
    def read(cls, parameters: Mapping[str, Any]) -> Look:
        """Read `width`, `height` and `style` of a recipe; raise InputError for what cannot be rendered.

        Of the style it knows `samples` (1-4), `line`, `freestyle`, `sun` and `sky`; the words of other
        engines' styles mean nothing here and are left to them.
        """
        style, plain = parameters.get("style") or {}, cls()
        if not isinstance(style, Mapping):
            raise InputError("style must be an object", hint='like {"samples": 4}')
        return cls(
            _whole(parameters, "width", plain.width, 16, LARGEST),
            _whole(parameters, "height", plain.height, 16, LARGEST),
            _whole(style, "samples", plain.samples, 1, 4),
            _real(style, "line", plain.line, 0.0, 20.0),
            bool(style.get("freestyle", True)),
            _real(style, "sun", plain.sun, 0.0, 100.0),
            _real(style, "sky", plain.sky, 0.0, 100.0),
        )


class Blender:
    """The engine `blender`: capability `scene.render`."""

    def make(self, capability: str, work: Work) -> list[Output]:
        """Render one stage; raise Unavailable without bpy, InputError for a stage that has no camera."""
        if capability != "scene.render":
            raise NoCapableEngine(f"blender does not offer {capability}", hint="it offers scene.render")
        if "stage" not in work.inputs:
            raise InputError("a render needs a stage", hint="give the input role `stage`")
        look = Look.read(work.parameters)
        bpy = _bpy()
        work.progress(0.02)
        _import_stage(bpy, work.inputs["stage"])
        _set_up(bpy, look, work.seed)
        panel = work.scratch / "panel.png"
        _compose(bpy, work.scratch, panel)
        work.progress(0.1)
        bpy.ops.render.render(write_still=True)
        panel.write_bytes(strip_png(panel.read_bytes()))
        outputs = [Output("panel", panel, "image/png")]
        for role in PASSES:
            path = work.scratch / f"{role}.exr"
            (work.scratch / role).rename(path)
            outputs.append(Output(role, path, "image/x-exr"))
        bpy.ops.wm.read_factory_settings(use_empty=True)  # the next job starts from nothing
        work.progress(1.0)
        return outputs


def strip_png(data: bytes) -> bytes:
    """Return a PNG without its text, time and Exif chunks: Blender writes render times into them.

    Raises OutputInvalid when the bytes are not a whole PNG (chunk layout: PNG specification, section 5).
    """
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise OutputInvalid("the render wrote no PNG")
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind not in (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"):
            kept.append(data[at : at + 12 + length])
        at += 12 + length
        if kind == b"IEND" and at == len(data):
            return b"".join(kept)
    raise OutputInvalid("the render wrote a PNG that is cut short")


def _whole(table: Mapping[str, Any], key: str, default: int, low: int, high: int) -> int:
    value = _real(table, key, default, low, high)
    if value != int(value):
        raise InputError(f"{key} must be a whole number, not {value}")
    return int(value)


def _real(table: Mapping[str, Any], key: str, default: float, low: float, high: float) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise InputError(f"{key} must be a number from {low} to {high}, not {value!r}")
    return float(value)


def _bpy() -> Bpy:
    try:
        import bpy
    except ImportError as error:
        raise Unavailable(
            f"Blender's Python module is not in this environment: {error}",
            hint="secondunit engines install blender",
        ) from error
    return bpy


def _prim_path(thing: Bpy) -> str:
    """Return the path that an imported object had in the stage: Blender's `.001` is no part of a prim's name."""
    name = thing.name.partition(".")[0]
    return f"{_prim_path(thing.parent)}/{name}" if thing.parent else f"/{name}"


def _import_stage(bpy: Bpy, stage: Path) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    try:
        bpy.ops.wm.usd_import(
            filepath=str(stage), merge_parent_xform=False, import_materials=False, set_frame_range=True,
            support_scene_instancing=False,
        )
    except RuntimeError as error:
        raise InputError(f"{stage.name} is not a stage that Blender reads: {error}") from error
    cameras = [thing for thing in bpy.data.objects if thing.type == "CAMERA"]
    if not cameras:
        raise InputError(f"{stage.name} has no camera", hint="a stage holds its camera at /Shot/Camera")
    scene = bpy.context.scene
    scene.camera = min(cameras, key=_prim_path)
    scene.camera.data.dof.use_dof = False
    scene.frame_set(scene.frame_start)  # a camera move is rendered from its start


def _set_up(bpy: Bpy, look: Look, seed: int) -> None:
    """Cycles on the CPU, the cheap denoiser, grey cards for materials, ink by Freestyle."""
    scene = bpy.context.scene
    render, cycles, layer = scene.render, scene.cycles, scene.view_layers[0]
    render.engine = "CYCLES"
    render.resolution_x, render.resolution_y, render.resolution_percentage = look.width, look.height, 100
    cycles.device, cycles.samples, cycles.seed = "CPU", look.samples, seed % 2**31
    cycles.use_adaptive_sampling, cycles.max_bounces = False, 2
    # Blender's default quality costs three times the render at these sample counts.
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_quality, cycles.denoising_input_passes = "FAST", "RGB"
    scene.view_settings.view_transform = "Standard"
    layer.use_pass_z = layer.use_pass_object_index = True
    aov = layer.aovs.add()
    aov.name, aov.type = "camera normal", "COLOR"

    material = _grey_card(bpy)
    meshes = sorted((thing for thing in bpy.data.objects if thing.type == "MESH"), key=_prim_path)
    for index, thing in enumerate(meshes, start=1):
        thing.pass_index = index
        thing.data.materials.clear()
        thing.data.materials.append(material)
        if not thing.data.has_custom_normals:
            thing.data.shade_flat()  # no normals in the file: faceted, as OpenUSD says
    for light in bpy.data.lights:
        if light.type == "SUN":
            light.energy = look.sun

    world = scene.world = bpy.data.worlds.new("sky")
    background = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (1.0, 1.0, 1.0, 1.0)
    background.inputs["Strength"].default_value = look.sky

    render.use_freestyle = look.freestyle
    if look.freestyle:
        lines = layer.freestyle_settings.linesets
        inked = lines[0] if len(lines) else lines.new("ink")
        inked.linestyle = inked.linestyle or bpy.data.linestyles.new("ink")  # without one Freestyle fails
        inked.linestyle.thickness = look.line


def _grey_card(bpy: Bpy) -> Bpy:
    """Return the one material: the stage's display colour, and the camera-space normal as an output.

    Cycles' camera space looks along +Z, ours along -Z: z is turned.
    """
    material = bpy.data.materials.new("grey card")
    tree = material.node_tree
    tree.nodes.clear()
    node, link = tree.nodes.new, tree.links.new
    surface, diffuse, colour = (
        node("ShaderNodeOutputMaterial"), node("ShaderNodeBsdfDiffuse"), node("ShaderNodeAttribute")
    )
    colour.attribute_name = "displayColor"
    link(colour.outputs["Color"], diffuse.inputs["Color"])
    link(diffuse.outputs[0], surface.inputs["Surface"])
    geometry, turn, flip, aov = (
        node("ShaderNodeNewGeometry"), node("ShaderNodeVectorTransform"),
        node("ShaderNodeVectorMath"), node("ShaderNodeOutputAOV"),
    )
    turn.vector_type, turn.convert_from, turn.convert_to = "NORMAL", "WORLD", "CAMERA"
    flip.operation = "MULTIPLY"
    flip.inputs[1].default_value = (1.0, 1.0, -1.0)
    aov.aov_name = "camera normal"
    link(geometry.outputs["Normal"], turn.inputs[0])
    link(turn.outputs[0], flip.inputs[0])
    link(flip.outputs[0], aov.inputs["Color"])
    return material


def _compose(bpy: Bpy, folder: Path, panel: Path) -> None:
    """Route the picture to `panel` and each pass to a file of its role's name in `folder`."""
    scene = bpy.context.scene
    tree = scene.compositing_node_group = bpy.data.node_groups.new("passes", "CompositorNodeTree")
    tree.interface.new_socket(name="Image", in_out="OUTPUT", socket_type="NodeSocketColor")
    layers = tree.nodes.new("CompositorNodeRLayers")
    layers.scene = scene
    tree.links.new(layers.outputs["Image"], tree.nodes.new("NodeGroupOutput").inputs[0])
    # Cycles writes 1e10 where a ray hits nothing: scaled by 1e38 it becomes infinite
    sky, scale, depth = (tree.nodes.new("ShaderNodeMath") for _ in range(3))
    sky.operation, scale.operation, depth.operation = "GREATER_THAN", "MULTIPLY_ADD", "MULTIPLY"
    sky.inputs[1].default_value = 1e9
    scale.inputs[1].default_value, scale.inputs[2].default_value = 1e38, 1.0
    tree.links.new(layers.outputs["Depth"], sky.inputs[0])
    tree.links.new(sky.outputs[0], scale.inputs[0])
    tree.links.new(layers.outputs["Depth"], depth.inputs[0])
    tree.links.new(scale.outputs[0], depth.inputs[1])
    sources = {
        "depth": depth.outputs[0], "normal": layers.outputs["camera normal"],
        "id": layers.outputs["Object Index"],
    }
    for role, (socket, channels) in PASSES.items():
        file = tree.nodes.new("CompositorNodeOutputFile")
        file.directory, file.file_name = str(folder), ""
        form = file.format
        form.media_type, form.file_format = "IMAGE", "OPEN_EXR"
        form.color_depth, form.color_mode, form.exr_codec = "32", channels, "ZIP"
        file.file_output_items.new(socket, role)
        tree.links.new(sources[role], file.inputs[0])
    render = scene.render
    render.image_settings.media_type, render.image_settings.file_format = "IMAGE", "PNG"
    render.image_settings.color_mode, render.use_file_extension = "RGB", False
    render.filepath = str(panel)
    for stamp in (name for name in dir(render) if name.startswith("use_stamp")):
        setattr(render, stamp, False)  # dates and host names
