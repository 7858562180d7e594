# SPDX-License-Identifier: BSL-1.0
# The sweeps of shapes/sweep.cpp, one file an instruction set: gnuplot -e "files = 'native x86-64'" plot.gp
set terminal svg size 1500,330*words(files) background 'white' font 'Helvetica,13'
set output 'sweep.svg'
set multiplot layout words(files),3
set grid linecolor rgb '#dddddd'
set tics out nomirror
set border 3
set logscale y
set xtics 16
set xrange [0:131]
set ylabel 'ns a multiply-add'
do for [f in files] {
  do for [i = 0:2] {
    set title word('number-of-samples-constant samples-known-at-run-time width', i + 1).', '.f noenhanced
    plot 'sweep-'.f.'.txt' index i using 1:2 with lines linewidth 2 linecolor rgb '#008b8b' title 'forward', \
         '' index i using 1:3 with lines linewidth 2 linecolor rgb '#b8860b' title 'step'
  }
}
